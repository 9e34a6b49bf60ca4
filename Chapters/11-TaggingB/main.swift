import Harbor
import Language
import Literate
import Models
import Networks
import Tensors
import Tools

let options = beginChapter()
Threads.count = options.threads
/*:
 # 11 Tagging

*/
weaveChapter()

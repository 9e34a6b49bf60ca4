import Harbor
import Language
import Literate
import Models
import Networks
import Tensors

let options = beginChapter()
Threads.count = options.threads
/*:
 # 13 Finding answers
*/
weaveChapter()

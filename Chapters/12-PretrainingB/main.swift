import Harbor
import Language
import Literate
import Models
import Networks
import Tensors

let options = beginChapter(isClosed: false)
Threads.count = options.threads
/*:
 # 12 Pretraining

*/
weaveChapter()

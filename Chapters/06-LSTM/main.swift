//#-hidden-code
import Language
import Literate
import Networks
import Tensors

let options = beginChapter(extra: OwnText.options)
Threads.count = options.threads
input(try OwnText.run(options))
//#-end-hidden-code
/*:
 # 6 LSTM

 *To follow.*
*/
weaveChapter()

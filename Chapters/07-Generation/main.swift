//#-hidden-code
import Language
import Literate
import Networks
import Tensors

let options = beginChapter(extra: Writing.options)
Threads.count = options.threads
input(try Writing.run(options))
//#-end-hidden-code
/*:
 # 7 Generation

 This chapter makes the models of the last two write.
*/
//#-hidden-code
weaveChapter()
//#-end-hidden-code

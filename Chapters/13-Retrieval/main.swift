import Harbor
import Language
import Literate
import Models
import Networks
import Tensors
import Tools

let options = beginChapter(
  tools: [IndexTexts.self, SearchTexts.self, AskTexts.self])
Threads.count = options.threads
/*:
 # 13 Finding answers
*/
weaveChapter()

import Harbor
import Language
import Literate
import Models
import Networks
import Tensors
import Tools

let options = beginChapter(
  tools: [
    Pretrain.self, FineTune.self, EvaluatePretrained.self, ClassifyText.self,
    WriteText.self,
    Tokenize.self, EmbedSentences.self,
  ], isClosed: false)
Threads.count = options.threads
/*:
 # 12 Pretraining

*/
weaveChapter()

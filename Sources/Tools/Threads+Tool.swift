import Ground
import Tensors

extension Tool {
  package static func use(threads: Int) { Threads.count = threads }
}

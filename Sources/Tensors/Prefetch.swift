/// Asks for the memory at `pointer`, which need not exist, so that it may be in the cache when it is read.
@inline(__always)
func prefetch(_ pointer: UnsafePointer<Float>) { prefetch(pointer, 0, 3, 1) }

/// LLVM's own instruction: whether to write, how near to keep it, whether it is data.
@_silgen_name("llvm.prefetch.p0")
private func prefetch(_ pointer: UnsafeRawPointer, _ write: Int32, _ near: Int32, _ isData: Int32)

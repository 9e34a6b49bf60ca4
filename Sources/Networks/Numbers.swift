/// Where numbers lie side by side, to be set.
typealias Numbers = UnsafeMutablePointer<Float>

/// Where numbers lie side by side that are only read.
typealias ReadOnlyNumbers = UnsafePointer<Float>

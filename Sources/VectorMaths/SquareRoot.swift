/// √x, rounded correctly (as IEEE 754 asks of the hardware).
@inlinable @inline(always)
public func sqrt(_ x: Lanes) -> Lanes { x.squareRoot() }

/// √x, rounded correctly.
public func sqrt(_ x: Float) -> Float { x.squareRoot() }

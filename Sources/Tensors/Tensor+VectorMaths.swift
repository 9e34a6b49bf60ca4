import Ground

// The functions on floats come along by name, because a declaration imported by its name is preferred to
// one that comes with a whole module: in a file that imports Foundation too, `exp(x)` of a float is this
// one, not the C library's, whose digits depend on the machine.
@_exported import VectorMaths
@_exported import func VectorMaths.cos
@_exported import func VectorMaths.erf
@_exported import func VectorMaths.exp
@_exported import func VectorMaths.log
@_exported import func VectorMaths.log1p
@_exported import func VectorMaths.sigmoid
@_exported import func VectorMaths.sin
@_exported import func VectorMaths.sqrt
@_exported import func VectorMaths.tanh

extension Tensor {
  /// `operation` on all numbers, sixteen at a time, by several threads if there are many.
  @inlinable @inline(__always)
  public func mapLanes(_ operation: (Lanes) -> Lanes) -> Tensor {
    var result = Tensor(uninitialized: shape)
    mapLanes(into: &result, operation)
    return result
  }

  /// `operation` on all numbers, put into `result`, a tensor of the same shape whose memory is used again.
  @inlinable @inline(__always)
  public func mapLanes(into result: inout Tensor, _ operation: (Lanes) -> Lanes) {
    require(shape == result.shape, "The shapes \(shape) and \(result.shape) differ.")
    result.makeUnique(keepingNumbers: false)
    let (source, target) = (storage.pointer, result.storage.pointer)
    Threads.split(count, grain: 1 << 15) { part in
      VectorMaths.mapLanes(
        from: source + part.lowerBound, to: target + part.lowerBound, count: part.count, operation)
    }
  }
}

/// erf x, element by element, within 2 ulp.
public func erf(_ x: Tensor) -> Tensor { x.mapLanes { erf($0) } }

/// e^x, element by element, within 1 ulp.
public func exp(_ x: Tensor) -> Tensor { x.mapLanes { exp($0) } }

/// tanh x, element by element, within 3 ulp.
public func tanh(_ x: Tensor) -> Tensor { x.mapLanes { tanh($0) } }

/// σ(x) = 1 / (1 + e^-x), element by element, within 3 ulp.
public func sigmoid(_ x: Tensor) -> Tensor { x.mapLanes { sigmoid($0) } }

/// ln x, element by element, within 1 ulp.
public func log(_ x: Tensor) -> Tensor { x.mapLanes { log($0) } }

/// ln(1 + x) without losing a small x, element by element, within 3 ulp.
public func log1p(_ x: Tensor) -> Tensor { x.mapLanes { log1p($0) } }

/// sin x for x in radians, element by element, within 0.51 ulp.
public func sin(_ x: Tensor) -> Tensor { x.mapLanes { sin($0) } }

/// cos x for x in radians, element by element, within 0.51 ulp.
public func cos(_ x: Tensor) -> Tensor { x.mapLanes { cos($0) } }

/// √x, element by element, rounded correctly.
public func sqrt(_ x: Tensor) -> Tensor { x.mapLanes { sqrt($0) } }

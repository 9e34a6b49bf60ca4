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

/// A function of sixteen numbers at a time. A type and not a closure, because the compiler makes a loop for
/// each type, with the function in it, where it would call a closure for every sixteen numbers once threads
/// share the loop.
///
///     struct Square: LaneFunction {
///       @inline(always) func callAsFunction(_ x: Lanes) -> Lanes { x * x }
///     }
///     let squares = x.mapLanes(Square())
public protocol LaneFunction {
  func callAsFunction(_ x: Lanes) -> Lanes
}

extension Tensor {
  /// `function` of all numbers, sixteen at a time, by several threads if there are many.
  @inlinable
  public func mapLanes<Function: LaneFunction>(_ function: Function) -> Tensor {
    var result = Tensor(uninitialized: shape)
    mapLanes(into: &result, function)
    return result
  }

  /// `function` of all numbers, put into `result`, a tensor of the same shape whose memory is used again.
  @inlinable
  public func mapLanes<Function: LaneFunction>(into result: inout Tensor, _ function: Function) {
    require(shape == result.shape, "The shapes \(shape) and \(result.shape) differ.")
    result.makeUnique(keepingNumbers: false)
    let (source, target) = (storage.pointer, result.storage.pointer)
    Threads.split(count, grain: 1 << 15) { part in
      @inline(always) func value(_ x: Lanes) -> Lanes { function(x) }
      VectorMaths.mapLanes(
        from: source + part.lowerBound, to: target + part.lowerBound, count: part.count, value)
    }
  }
}

/// erf x, element by element, within 2 ulp.
public func erf(_ x: Tensor) -> Tensor { x.mapLanes(Erf()) }

/// e^x, element by element, within 1 ulp.
public func exp(_ x: Tensor) -> Tensor { x.mapLanes(Exp()) }

/// tanh x, element by element, within 3 ulp.
public func tanh(_ x: Tensor) -> Tensor { x.mapLanes(Tanh()) }

/// σ(x) = 1 / (1 + e^-x), element by element, within 3 ulp.
public func sigmoid(_ x: Tensor) -> Tensor { x.mapLanes(Sigmoid()) }

/// ln x, element by element, within 1 ulp.
public func log(_ x: Tensor) -> Tensor { x.mapLanes(Log()) }

/// ln(1 + x) without losing a small x, element by element, within 3 ulp.
public func log1p(_ x: Tensor) -> Tensor { x.mapLanes(Log1p()) }

/// sin x for x in radians, element by element, within 0.51 ulp.
public func sin(_ x: Tensor) -> Tensor { x.mapLanes(Sin()) }

/// cos x for x in radians, element by element, within 0.51 ulp.
public func cos(_ x: Tensor) -> Tensor { x.mapLanes(Cos()) }

/// √x, element by element, rounded correctly.
public func sqrt(_ x: Tensor) -> Tensor { x.mapLanes(Sqrt()) }

private struct Erf: LaneFunction {
  @inline(always) func callAsFunction(_ x: Lanes) -> Lanes { erf(x) }
}

private struct Exp: LaneFunction {
  @inline(always) func callAsFunction(_ x: Lanes) -> Lanes { exp(x) }
}

private struct Tanh: LaneFunction {
  @inline(always) func callAsFunction(_ x: Lanes) -> Lanes { tanh(x) }
}

private struct Sigmoid: LaneFunction {
  @inline(always) func callAsFunction(_ x: Lanes) -> Lanes { sigmoid(x) }
}

private struct Log: LaneFunction {
  @inline(always) func callAsFunction(_ x: Lanes) -> Lanes { log(x) }
}

private struct Log1p: LaneFunction {
  @inline(always) func callAsFunction(_ x: Lanes) -> Lanes { log1p(x) }
}

private struct Sin: LaneFunction {
  @inline(always) func callAsFunction(_ x: Lanes) -> Lanes { sin(x) }
}

private struct Cos: LaneFunction {
  @inline(always) func callAsFunction(_ x: Lanes) -> Lanes { cos(x) }
}

private struct Sqrt: LaneFunction {
  @inline(always) func callAsFunction(_ x: Lanes) -> Lanes { sqrt(x) }
}

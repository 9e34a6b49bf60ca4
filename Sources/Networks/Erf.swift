import Tensors

/// The error function, to 1.5e-7 (Abramowitz and Stegun, 1964, 7.1.26).
func erf(_ x: Tensor) -> Tensor {
  let power = exp(x.map { -$0 * $0 })
  return x.map(with: power) { x, power in
    let t = 1 / (1 + 0.327_591_1 * x.magnitude)
    let sum =
      ((((1.061_405_429 * t - 1.453_152_027) * t) + 1.421_413_741) * t - 0.284_496_736) * t
      + 0.254_829_592
    let value = 1 - sum * t * power
    return x < 0 ? -value : value
  }
}

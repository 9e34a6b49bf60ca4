import Foundation

public func exp(_ x: Float) -> Float { Float(Foundation.exp(Double(x))) }
public func log(_ x: Float) -> Float { Float(Foundation.log(Double(x))) }
public func tanh(_ x: Float) -> Float { Float(Foundation.tanh(Double(x))) }
public func sin(_ x: Float) -> Float { Float(Foundation.sin(Double(x))) }
public func cos(_ x: Float) -> Float { Float(Foundation.cos(Double(x))) }
public func sigmoid(_ x: Float) -> Float { 1 / (1 + exp(-x)) }

public func exp(_ x: Tensor) -> Tensor { x.map { exp($0) } }
public func log(_ x: Tensor) -> Tensor { x.map { log($0) } }
public func tanh(_ x: Tensor) -> Tensor { x.map { tanh($0) } }
public func sigmoid(_ x: Tensor) -> Tensor { x.map { sigmoid($0) } }
public func sqrt(_ x: Tensor) -> Tensor { x.map { $0.squareRoot() } }
public func sin(_ x: Tensor) -> Tensor { x.map { sin($0) } }
public func cos(_ x: Tensor) -> Tensor { x.map { cos($0) } }

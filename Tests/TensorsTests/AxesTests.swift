import Tensors
import Testing

/// Axes and indices count from the end where they are negative, everywhere.
@Suite struct AxesTests {
  let x = Tensor((0..<24).map { Float(($0 * 7) % 24) }, shape: [2, 3, 4])

  @Test(arguments: [0, 1, 2]) func anAxisHasTwoNames(axis: Int) {
    let other = axis - 3
    #expect(x.sum(axis: other) == x.sum(axis: axis) && x.mean(axis: other) == x.mean(axis: axis))
    #expect(x.max(axis: other) == x.max(axis: axis) && x.min(axis: other) == x.min(axis: axis))
    #expect(x.argmax(axis: other) == x.argmax(axis: axis))
    #expect(x.slice(0..<2, axis: other) == x.slice(0..<2, axis: axis))
    #expect(Tensor.concatenate([x, x], axis: other) == .concatenate([x, x], axis: axis))
  }

  @Test func slicesJoinToTheWhole() {
    for axis in 0..<3 {
      let parts = [x.slice(0..<1, axis: axis), x.slice(1..<x.shape[axis], axis: axis)]
      #expect(Tensor.concatenate(parts, axis: axis) == x)
    }
    #expect(x.slice(1..<3, axis: 1).shape == [2, 2, 4])
    #expect(x.slice(2..<2, axis: 2).shape == [2, 3, 0])
    #expect(x.slice(1..<3, axis: 1)[1, 0, 2] == x[1, 1, 2])
  }

  @Test func indicesFromTheEnd() {
    #expect(x[1, -1, -4] == x[1, 2, 0] && x.row(-1) == x.row(1))
    var y = x
    y[-2, 0, -1] = 99
    #expect(y[0, 0, 3] == 99)
    #expect(x.transposed(axes: [0, -1, 1]) == x.transposed(axes: [0, 2, 1]))
  }

  @Test func largestAndSmallestAlongAnyAxis() {
    for axis in 0..<3 {
      let (largest, smallest, places) = (x.max(axis: axis), x.min(axis: axis), x.argmax(axis: axis))
      let lines = x.transposed(axes: (0..<3).filter { $0 != axis } + [axis])
        .reshaped(-1, x.shape[axis])
      for (line, place) in places.enumerated() {
        let values = lines.row(line).values
        #expect(values.max() == largest.values[line] && values.min() == smallest.values[line])
        #expect(values.firstIndex(of: largest.values[line]) == place)
      }
    }
    #expect(x.argmax(axis: -1) == x.argmax())
    #expect(([[1, 3], [1, 2]] as Tensor).argmax(axis: 0) == [0, 0])
  }

  @Test func comparisonsAreOnesAndZeros() {
    let a: Tensor = [[1, 2, 3], [3, 2, 1]]
    let b: Tensor = [2, 2, 2]
    #expect((a .< b) == [[1, 0, 0], [0, 0, 1]] && (a .> b) == [[0, 0, 1], [1, 0, 0]])
    #expect((a .<= b) == [[1, 1, 0], [0, 1, 1]] && (a .>= b) == [[0, 1, 1], [1, 1, 0]])
    #expect((a .== b) == [[0, 1, 0], [0, 1, 0]] && (a .!= b) == [[1, 0, 1], [1, 0, 1]])
    #expect((a .< 2) == (a .< b) && (a .> 2) == (a .> b) && (a .<= 2) == (a .<= b))
    #expect((a .>= 2) == (a .>= b) && (a .== 2) == (a .== b) && (a .!= 2) == (a .!= b))
    let nothing = Tensor([.nan])
    #expect((nothing .== nothing) == [0] && (nothing .!= nothing) == [1] && (nothing .< 1) == [0])
  }

  @Test func whatLiesOutsideStops() async {
    await #expect(processExitsWith: .failure) { _ = Tensor.zeros(2, 3)[0, -4] }
    await #expect(processExitsWith: .failure) { _ = Tensor.zeros(2, 3).row(-3) }
    await #expect(processExitsWith: .failure) { _ = Tensor.zeros(2, 3).slice(1..<4, axis: 1) }
    await #expect(processExitsWith: .failure) { _ = Tensor.zeros(2, 3).argmax(axis: -3) }
    await #expect(processExitsWith: .failure) { _ = Tensor.concatenate([.zeros(2, 3)], axis: 2) }
  }
}

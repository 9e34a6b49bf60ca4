import Tensors
import Testing

private func counted(_ shape: Int...) -> Tensor {
  Tensor((0..<shape.reduce(1, *)).map(Float.init), shape: shape)
}

@Test func reshaping() {
  let x = counted(2, 6)
  #expect(x.reshaped(3, 4).values == x.values)
  #expect(x.reshaped(3, -1).shape == [3, 4] && x.reshaped([-1]).shape == [12])
  #expect(Tensor.zeros(0, 3).reshaped(3, 0).shape == [3, 0])
}

@Test func transposingAMatrix() {
  for (m, n) in [(1, 1), (2, 3), (16, 16), (17, 33), (1, 40), (40, 1), (0, 3), (3, 0), (300, 513)] {
    let x = counted(m, n)
    let y = x.transposed()
    #expect(y.shape == [n, m])
    let (from, to) = (x.values, y.values)
    #expect((0..<m * n).allSatisfy { to[$0 % n * m + $0 / n] == from[$0] })
    #expect(y.transposed() == x)
  }
}

@Test func transposingAxes() {
  let x = counted(2, 3, 4, 5)
  for axes in [
    [0, 1, 2, 3], [3, 2, 1, 0], [0, 2, 1, 3], [1, 0, 2, 3], [2, 3, 0, 1], [0, 1, 3, 2],
  ] {
    let y = x.transposed(axes: axes)
    #expect(y.shape == axes.map { x.shape[$0] })
    for a in 0..<2 {
      for b in 0..<3 {
        for c in 0..<4 {
          for d in 0..<5 {
            let index = [a, b, c, d]
            let place = axes.map { index[$0] }
            #expect(y[place[0], place[1], place[2], place[3]] == x[a, b, c, d])
          }
        }
      }
    }
  }
  #expect(counted(2, 3).transposed(axes: [1, 0]) == counted(2, 3).transposed())
  #expect(Tensor.zeros(2, 0, 3).transposed(axes: [2, 1, 0]).shape == [3, 0, 2])
}

@Test func rows() {
  let x = counted(4, 3)
  #expect(x.row(2) == [6, 7, 8])
  #expect(x.rows(1..<3) == [[3, 4, 5], [6, 7, 8]])
  #expect(x.rows(at: [3, 0, 3]) == [[9, 10, 11], [0, 1, 2], [9, 10, 11]])
  #expect(x.rows(2..<2).shape == [0, 3] && x.rows(at: []).shape == [0, 3])
  #expect(counted(2, 2, 2).row(1) == [[4, 5], [6, 7]])
}

@Test func settingAndAddingRows() {
  var x = Tensor.zeros(4, 2)
  let kept = x
  x.setRows(from: 1, to: [[1, 2], [3, 4]])
  #expect(x == [[0, 0], [1, 2], [3, 4], [0, 0]])
  x.addRows([[1, 1], [10, 10], [100, 100]], at: [3, 1, 3])
  #expect(x == [[0, 0], [11, 12], [3, 4], [101, 101]])
  #expect(kept == .zeros(4, 2))
}

@Test func concatenating() {
  let (x, y) = (counted(2, 2), counted(2, 3))
  #expect(Tensor.concatenate([x, x]) == [[0, 1], [2, 3], [0, 1], [2, 3]])
  #expect(Tensor.concatenate([x, y], axis: 1) == [[0, 1, 0, 1, 2], [2, 3, 3, 4, 5]])
  #expect(Tensor.concatenate([counted(2, 1, 2), counted(2, 2, 2)], axis: 1).shape == [2, 3, 2])
  #expect(Tensor.concatenate([.zeros(0, 2), x]) == x)
}

@Test func shapesThatDoNotFitStop() async {
  let reshaped = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
    _ = Tensor.zeros(2, 3).reshaped(4, 2)
  }
  #expect(sentence(reshaped).contains("[2, 3] can't be reshaped to [4, 2]"))
  let joined = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
    _ = Tensor.concatenate([.zeros(2, 3), .zeros(2, 4)])
  }
  #expect(sentence(joined).contains("[2, 3] and [2, 4] can't be concatenated along axis 0"))
  let row = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
    _ = Tensor.zeros(2, 3).rows(at: [2])
  }
  #expect(sentence(row).contains("There is no row 2 in the shape [2, 3]"))
}

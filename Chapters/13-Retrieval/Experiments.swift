import Ground
import Harbor
import Language
import Literate
import Tensors

/// MAP with its interval, nDCG and MRR of searches.
func scoresTable(
  _ searches: [(name: String, scores: [RankingScores])], seed: UInt64
) -> Table {
  Table(
    columns: ["search", "MAP", "95%", "nDCG@10", "MRR"],
    rows: searches.map { search in
      let precisions = search.scores.map(\.averagePrecision)
      let range = interval(precisions, seed: seed)
      return [
        search.name, format(mean(precisions), decimals: 3),
        "\(format(range.lowerBound, decimals: 3))–\(format(range.upperBound, decimals: 3))",
        format(
          mean(search.scores.map { $0.normalizedGain(at: 10) }), decimals: 3),
        format(mean(search.scores.map(\.reciprocalRank)), decimals: 3),
      ]
    })
}

/// Where the mean might lie if other requests had been drawn.
func interval(_ values: [Float], seed: UInt64) -> ClosedRange<Float> {
  var random = Random(seed: seed, stream: "interval")
  return bootstrapInterval(of: values.count, samples: 400, random: &random) {
    drawn in mean(drawn.map { values[$0] })
  }
}

/// By how much one search is ahead of another in MAP, by requests.
func lead(
  _ a: [RankingScores], _ b: [RankingScores], seed: UInt64
) -> ClosedRange<Float> {
  interval(
    zip(a, b).map { $0.averagePrecision - $1.averagePrecision }, seed: seed)
}

/// MAP for each form of request.
func formScores(
  _ requests: [HarborRequest], _ scores: [RankingScores]
) -> [HarborRequest.Form: Float] {
  var means: [HarborRequest.Form: Float] = [:]
  for form in HarborRequest.Form.allCases {
    let own = zip(requests, scores).filter { $0.0.form == form }
    means[form] = mean(own.map(\.1.averagePrecision))
  }
  return means
}

/// MAP by form of request, a column for each search.
func formsTable(
  _ requests: [HarborRequest],
  _ searches: [(name: String, scores: [RankingScores])], examples: Bool = false
) -> Table {
  Table(
    columns: ["form"] + (examples ? ["for example"] : [])
      + searches.map(\.name),
    rows: HarborRequest.Form.allCases.map { form in
      let example = requests.first { $0.form == form }!.words
      return [form.rawValue]
        + (examples ? [example.joined(separator: " ")] : [])
        + searches.map { search in
          format(formScores(requests, search.scores)[form]!, decimals: 2)
        }
    })
}

/// MAP of requests with *bank* in either sense, without and with synonyms.
func bankScores(
  _ requests: [HarborRequest], _ without: [RankingScores],
  _ with: [RankingScores]
) -> (
  river: (without: Float, with: Float), money: (without: Float, with: Float)
) {
  func scores(_ place: String) -> (without: Float, with: Float) {
    let own = requests.indices.filter {
      requests[$0].form == .ambiguous && requests[$0].place == place
    }
    return (
      mean(own.map { without[$0].averagePrecision }),
      mean(own.map { with[$0].averagePrecision })
    )
  }
  return (scores("shore"), scores("savings bank"))
}

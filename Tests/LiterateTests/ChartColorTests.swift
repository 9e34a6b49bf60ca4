import Foundation
import Testing

@testable import Literate

/// The two pages that figures are read on.
private let pages = [Color(0xffffff), Color(0x0d1117)]

@Suite struct ChartColorTests {
  @Test func textReadsOnWhiteAndOnDarkPages() {
    for color in [Color.ink, .forward, .backward] {
      for page in pages { #expect(contrast(color, page) >= 4, "\(color.hex) on \(page.hex)") }
    }
    for (light, dark) in [Theme.ink] + Theme.texts.map({ ($0.light, $0.dark) }) {
      #expect(contrast(light, pages[0]) >= 4.5, "\(light.hex)")
      #expect(contrast(dark, pages[1]) >= 4.5, "\(dark.hex)")
    }
    #expect(Set(Theme.texts.map(\.drawn)) == Set(Color.palette + [.forward, .backward]))
  }

  @Test func figuresFollowThePage() {
    var canvas = Canvas()
    canvas.text("dh", at: Point(0, 0), color: .backward)
    let svg = "<svg>\n<desc>A</desc>\n" + canvas.elements[0] + "\n</svg>\n"
    let themed = Theme.applied(to: svg)
    #expect(
      themed == """
        <svg>
        <desc>A</desc>
        <style>
        svg{fill:#60656c}text[fill="#cf5508"]{fill:#c35008}
        @media (prefers-color-scheme: dark){svg{fill:#9198a1}text[fill="#cf5508"]{fill:#d15c12}}
        </style>
        \(canvas.elements[0])
        </svg>

        """)
    #expect(Theme.applied(to: themed) == themed)
  }

  @Test func dataShowsOnWhiteAndOnDarkPages() {
    for color in Color.palette {
      for page in pages { #expect(contrast(color, page) >= 3, "\(color.hex) on \(page.hex)") }
    }
  }

  @Test(arguments: ["full color", "protanopia", "deuteranopia"])
  func dataColorsAreToldApart(_ sight: String) throws {
    let matrix = try #require(sights[sight])
    let seen = Color.palette.map { lab(multiply(matrix, linear($0)).map { min(max($0, 0), 1) }) }
    for (i, a) in seen.enumerated() {
      for b in seen[..<i] {
        // A difference of 2.3 is just noticeable (Mahy, Van Eycken and Oosterlinck, 1994).
        #expect(distance(a, b) > 20)
      }
    }
  }

  @Test(arguments: ["full color", "protanopia", "deuteranopia"])
  func theTwoDirectionsOfAGraphAreToldApart(_ sight: String) throws {
    let matrix = try #require(sights[sight])
    let seen = [Color.forward, .backward].map {
      lab(multiply(matrix, linear($0)).map { min(max($0, 0), 1) })
    }
    #expect(distance(seen[0], seen[1]) > 40)
  }

  @Test func numbersInCellsReadOnEveryColorOfTheScales() {
    for scale in [ColorScale.sequential, .diverging] {
      for step in 0...100 {
        let cell = scale.color(at: Double(step) / 100)
        let text = cell.prefersBlackText ? Color(0) : Color(0xffffff)
        #expect(contrast(text, cell) >= 4, "\(cell.hex)")
      }
    }
  }

  @Test func sequentialColorsDarkenAsNumbersGrow() {
    let lights = (0...32).map { luminance(ColorScale.sequential.color(at: Double($0) / 32)) }
    #expect(zip(lights, lights.dropFirst()).allSatisfy { $0 > $1 })
  }

  @Test func divergingColorsAreLightestAtZero() {
    #expect(ColorScale.diverging.range(of: [-1, 3]) == -3...3)
    let lights = (0...32).map { luminance(ColorScale.diverging.color(at: Double($0) / 32)) }
    #expect(zip(lights[...16], lights[...16].dropFirst()).allSatisfy { $0 < $1 })
    #expect(zip(lights[16...], lights[16...].dropFirst()).allSatisfy { $0 > $1 })
  }
}

// MARK: - Colorimetry, from the definitions

/// Linear light, 0 … 1 each (IEC 61966-2-1).
private func linear(_ color: Color) -> [Double] {
  [color.red, color.green, color.blue].map { part in
    let value = Double(part) / 255
    return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
  }
}

/// Relative luminance, and the contrast of WCAG 2.
private func luminance(_ color: Color) -> Double {
  zip(linear(color), [0.2126, 0.7152, 0.0722]).reduce(0) { $0 + $1.0 * $1.1 }
}

private func contrast(_ a: Color, _ b: Color) -> Double {
  let (high, low) = (max(luminance(a), luminance(b)), min(luminance(a), luminance(b)))
  return (high + 0.05) / (low + 0.05)
}

/// What an eye makes of linear light (Machado, Oliveira and Fernandes, 2009, severity 1).
private let sights: [String: [[Double]]] = [
  "full color": [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
  "protanopia": [
    [0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  "deuteranopia": [
    [0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
    [-0.011820, 0.042940, 0.968881],
  ],
]

private func multiply(_ matrix: [[Double]], _ vector: [Double]) -> [Double] {
  matrix.map { row in zip(row, vector).reduce(0) { $0 + $1.0 * $1.1 } }
}

/// CIELAB of linear sRGB light.
private func lab(_ light: [Double]) -> [Double] {
  let xyz = multiply(
    [
      [0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750],
      [0.0193339, 0.1191920, 0.9503041],
    ], light)
  let f = zip(xyz, [0.95047, 1, 1.08883]).map { value, white in
    let share = value / white
    return share > 216.0 / 24389 ? cbrt(share) : (24389.0 / 27 * share + 16) / 116
  }
  return [116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])]
}

private func distance(_ a: [Double], _ b: [Double]) -> Double {
  zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
}

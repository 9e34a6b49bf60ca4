import Ground
import Language
import Tensors

/// Dates in many written forms as questions, and in the one of ISO 8601 as answers:
/// "september 27, 1994" and "1994-09-27".
///
/// All questions are different; but a date may come in several forms.
public enum Dates {
  /// `count` dates of the years 1950 … 2049, with the form of each question.
  public static func pairs(_ count: Int, random: inout Random) -> (pairs: Pairs, forms: [Form]) {
    require(
      (0...limit).contains(count), "There are up to \(limit) different dates, not \(count).")
    var texts: [(question: String, answer: String)] = []
    var forms: [Form] = []
    var taken: Set<String> = []
    while texts.count < count {
      let date = Day(&random)
      let form = Form.allCases[random.integer(below: Form.allCases.count)]
      let question = Case.allCases[random.integer(below: 3)].of(form.written(date))
      guard taken.insert(question).inserted else { continue }
      texts.append((question, date.iso))
      forms.append(form)
    }
    return (Pairs(texts), forms)
  }

  /// How many different dates `pairs` makes at most: there are more, but it would look for long.
  public static let limit = 500_000
}

// MARK: - Forms

extension Dates {
  /// A way to write a date. Two digits of a year stand for 1950 … 2049, and a number before a slash or
  /// after a year is the month's, so that each date can be read in one way only.
  public enum Form: String, CaseIterable, Sendable {
    case full = "September 27, 1994"
    case abbreviated = "Sep 27, 1994"
    case withWeekday = "Tuesday, September 27, 1994"
    case withShortWeekday = "Tue 27 Sep 1994"
    case dayFirst = "27 September 1994"
    case dayFirstAbbreviated = "27 Sep 1994"
    case dayFirstShort = "27-Sep-94"
    case ordinal = "27th of September 1994"
    case monthThenOrdinal = "September the 27th, 1994"
    case solemn = "the 27th day of September, 1994"
    case inWords = "the twenty-seventh of September 1994"
    case yearFirst = "1994, September 27"
    case american = "9/27/94"
    case americanLong = "09/27/1994"
    case european = "27.9.1994"
    case japanese = "1994/9/27"

    /// The date in this form, with capital letters as in its name.
    public func written(_ date: Day) -> String {
      let (y, m, d) = (date.year, date.month, date.day)
      let (month, weekday) = (Dates.months[m - 1], Dates.weekdays[date.weekday])
      let (mon, yy) = (month.prefix(3), twoDigits(y % 100))
      let th = "\(d)\(Dates.suffix(d))"
      return switch self {
      case .full: "\(month) \(d), \(y)"
      case .abbreviated: "\(mon) \(d), \(y)"
      case .withWeekday: "\(weekday), \(month) \(d), \(y)"
      case .withShortWeekday: "\(weekday.prefix(3)) \(d) \(mon) \(y)"
      case .dayFirst: "\(d) \(month) \(y)"
      case .dayFirstAbbreviated: "\(d) \(mon) \(y)"
      case .dayFirstShort: "\(d)-\(mon)-\(yy)"
      case .ordinal: "\(th) of \(month) \(y)"
      case .monthThenOrdinal: "\(month) the \(th), \(y)"
      case .solemn: "the \(th) day of \(month), \(y)"
      case .inWords: "the \(Dates.ordinal(d)) of \(month) \(y)"
      case .yearFirst: "\(y), \(month) \(d)"
      case .american: "\(m)/\(d)/\(yy)"
      case .americanLong: "\(twoDigits(m))/\(twoDigits(d))/\(y)"
      case .european: "\(d).\(m).\(y)"
      case .japanese: "\(y)/\(m)/\(d)"
      }
    }
  }

  /// The letters of a question.
  private enum Case: CaseIterable {
    case asWritten, lower, upper

    func of(_ text: String) -> String {
      switch self {
      case .asWritten: text
      case .lower: text.lowercased()
      case .upper: text.uppercased()
      }
    }
  }

  private static let months = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
  ]

  private static let weekdays = [
    "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday",
  ]

  /// What makes an ordinal of a number: 1st, 2nd, 3rd, 4th, …, 11th, …
  private static func suffix(_ number: Int) -> String {
    let isTeen = (11...13).contains(number % 100)
    return isTeen ? "th" : [1: "st", 2: "nd", 3: "rd"][number % 10] ?? "th"
  }

  /// 1 … 31 in words: "twenty-seventh".
  private static func ordinal(_ number: Int) -> String {
    let small = [
      "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth",
      "tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth",
      "seventeenth", "eighteenth", "nineteenth", "twentieth",
    ]
    if number <= 20 { return small[number - 1] }
    if number == 30 { return "thirtieth" }
    return (number < 30 ? "twenty-" : "thirty-") + small[number % 10 - 1]
  }
}

private func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

// MARK: - The calendar

extension Dates {
  /// A day of the Gregorian calendar.
  public struct Day: Equatable, Sendable {
    public let year, month, day: Int

    public init(_ year: Int, _ month: Int, _ day: Int) {
      require(
        (1...12).contains(month) && (1...Day.count(year, month)).contains(day),
        "There is no day \(day) in month \(month) of \(year).")
      (self.year, self.month, self.day) = (year, month, day)
    }

    /// Some day of the years 1950 … 2049.
    init(_ random: inout Random) {
      year = 1950 + random.integer(below: 100)
      month = 1 + random.integer(below: 12)
      day = 1 + random.integer(below: Day.count(year, month))
    }

    /// As ISO 8601 has it: "1994-09-27".
    public var iso: String { "\(year)-\(twoDigits(month))-\(twoDigits(day))" }

    /// The day of the week, from 0 for Sunday (Sakamoto, comp.lang.c, 1993).
    public var weekday: Int {
      let shifts = [0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4]
      // A year begins with March, so that a leap day comes at its end.
      let y = month < 3 ? year - 1 : year
      return (y + y / 4 - y / 100 + y / 400 + shifts[month - 1] + day) % 7
    }

    /// How many days a month has.
    private static func count(_ year: Int, _ month: Int) -> Int {
      let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
      return [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
    }
  }
}

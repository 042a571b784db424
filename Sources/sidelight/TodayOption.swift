import ArgumentParser
import Glibc
import Scenarios

/// The day by which suppressions expire.
struct TodayOption: ParsableArguments {
  @Option(
    name: .customLong("today"),
    help: ArgumentHelp("The day by which suppressions expire.", valueName: "YYYY-MM-DD"))
  private var text: String?

  /// The day that was given, or the system's in Greenwich.
  var day: CalendarDay { text.flatMap(CalendarDay.init) ?? Self.system }

  private static var system: CalendarDay {
    // A clock that is far off must not stop the program.
    CalendarDay(secondsSince1970: min(max(0, time(nil)), 253_402_300_799))
  }

  mutating func validate() throws {
    guard let text, CalendarDay(text) == nil else { return }
    throw ValidationError("--today must be a day such as 2027-01-31.")
  }
}

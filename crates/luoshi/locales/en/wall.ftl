# What changed since the last visit.
changes-title = Since you last signed in
changes-first = You are here for the first time; from the next time on, changes are shown here.
changes-none = Nothing has changed since you last signed in ({ $value }).
changes-since = Last signed in { $value }
changes-targets = { $count ->
    [0] No target stands differently
    [one] One target stands differently
   *[other] { $count } targets stand differently
}
changes-files = { $count ->
    [one] One file came in or was withdrawn
   *[other] { $count } files came in or were withdrawn
}
changes-more = { $count ->
    [one] One more
   *[other] { $count } more
}
changes-to = became
changes-withdrawn = Withdrawn
changes-as-of = as of { $value }

# The wall screen.
wall-title = Wall screen
wall-total = { $count ->
    [one] One target
   *[other] { $count } targets
}
wall-share = Share owed
wall-left = Time left
wall-at = updated { $value }
wall-lost = New data cannot be had at the moment
wall-hold = Pause
wall-keys = ← → turn, space pauses

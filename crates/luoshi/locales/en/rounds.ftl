# Reporting rounds
rounds-title = Reporting rounds
rounds-none = No round of this year has begun.
rounds-is-over = Over
rounds-is-open = Open
rounds-closed = { $asked } reports were asked for, { $reported } came, { $late } of them late; { $missing } are missing; units without any report: { $silent }.
rounds-open = { $asked } reports are asked for, { $reported } have come; units without any report yet: { $silent }.
rounds-asked = Asked for
rounds-in-time = In time
rounds-late = Late
rounds-waited = Still to come
rounds-missing = Missing
rounds-unreported = Not reported by { $value }
rounds-all-reported = Everything has been reported in this round.

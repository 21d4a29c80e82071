# Schools and search.
nav-schools = Schools
schools-title = Schools
schools-search = Name, pinyin or code
schools-kind = Type
schools-closed-too = Closed ones too
schools-shown = { $count ->
    [one] 1 school
   *[other] { $count } schools
}
schools-none = No school fits.
school-closed = closed
school-print = Print a one-page brief
school-facts = Facts
school-figures = Figures
school-figures-none = There are no figures for this place yet.
school-peers = Compared with schools of the same type ({ $kind }), { $count } others are open. Median and position are left out where fewer than 5 have a figure and you may not see them all.
township-peers = Compared with { $count } other townships.
school-median = Median of peers
school-rank = Among peers
school-position = { $position } of { $count }
school-asked = Standards and targets
school-target = District { $goal } in { $year }
school-standard-met = meets the standard
school-standard-missed = below the standard
school-data = Data behind the figures
school-data-none = not reported
school-data-stale = out of date
school-data-fresh = current
township-median = Median of townships
township-rank = Position
township-lacking-none = Nothing that most townships have is missing here.
township-lacking-others = { $count ->
    [one] 1 other township has it
   *[other] { $count } other townships have it
}
school-lacking = Missing data
school-lacking-none = Nothing that most peers have is missing here.
school-lacking-others = { $count ->
    [one] 1 other has it
   *[other] { $count } others have it
}
school-history = History
school-history-none = No merger, split or change of name.
school-other = another school
search-title = Search
search-label = Find schools, indicators, tasks …
search-short = Search
search-go = Search
search-hint = A name, pinyin, or its initials such as dcyz
search-keys = Arrow keys choose, Enter opens, Esc closes
search-none = Nothing was found. Try another word.
search-shown = { $count ->
    [one] 1 thing found
   *[other] { $count } things found
}
search-school = School
search-township = Township
search-indicator = Indicator
search-task = Task
search-unit = Unit
search-dataset = Dataset
search-commitment = Commitment

# How the plan covers its source.
coverage-no = no
coverage-figure = figure
coverage-verb = promising word
coverage-action = action { $number } (heading)
coverage-task = task { $number } (heading, units, deadline)
coverage-safeguard = safeguard { $number } (heading)
coverage-context = no promise: { $reason }
coverage-outside = Place { $place } lies outside the source ({ $by }).
coverage-unbound = Bound by nothing: ¶{ $p }:{ $from }–{ $to } { $kind } "{ $text }"
coverage-other-source = This is not the text that the plan was read from (its SHA-256 is { $sha256 }); every place must be checked again.
coverage-doubt-strength = Please check: { $commitment } is required, but the source says "{ $word }" at { $place }.
coverage-doubt-rhythm = Please check the rhythm of { $commitment }: the source says "{ $word }" at { $place }.
coverage-doubt-value = Please check the target of { $commitment }: the source says "{ $word }" at { $place }.
coverage-summary = { $paragraphs } paragraphs, { $figures } figures, { $verbs } promising words; { $unbound } bound by nothing.

# 原文覆盖情况。
coverage-no = 否
coverage-figure = 数字
coverage-verb = 任务动词
coverage-action = 行动 { $number }（标题）
coverage-task = 任务 { $number }（标题、单位、时限）
coverage-safeguard = 保障措施 { $number }（标题）
coverage-context = 不是承诺：{ $reason }
coverage-outside = 位置 { $place } 不在原文之内（{ $by }）。
coverage-unbound = 未落实到承诺：¶{ $p }:{ $from }–{ $to } { $kind }“{ $text }”
coverage-other-source = 这份原文与规划包所依据的不是同一份（SHA-256 为 { $sha256 }），各处位置都要重新核对。
coverage-doubt-strength = 请核对：承诺 { $commitment } 定为必须完成，原文 { $place } 有“{ $word }”。
coverage-doubt-rhythm = 请核对：承诺 { $commitment } 的频次，原文 { $place } 写“{ $word }”。
coverage-doubt-value = 请核对：承诺 { $commitment } 的目标值，原文 { $place } 写“{ $word }”。
coverage-summary = 原文 { $paragraphs } 段，数字 { $figures } 处，任务动词 { $verbs } 处，未落实到承诺 { $unbound } 处。

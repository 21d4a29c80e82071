# 计划的时间轴。
timeline-title = 时间轴
timeline-shown = 共 { $count } 项有时限的承诺。
timeline-undated = 另有 { $count } 项没有写明时限。
timeline-legend = 图例
timeline-sign-target = 指标
timeline-sign-milestone = 节点
timeline-sign-recurring = 周期性工作
timeline-sign-today = 今天（{ $value }）
timeline-line = 时间轴
timeline-stands = 进展
timeline-left = { $count ->
    [0] 今天到期
   *[other] 还有 { $count } 天
}
timeline-past = 时限已过
timeline-recurring = 周期性工作
timeline-quarter = { $year } 年第 { $quarter } 季度
timeline-now = 本季度
rhythm-monthly = 每月
rhythm-termly = 每学期
rhythm-yearly = 每年
rhythm-every-two-years = 每两年
rhythm-every-three-years = 每三年
rhythm-regularly = 定期

# 原文对照。
source-title = 原文对照
source-words = 对照原文
source-none = 尚未上传正式文件
source-why = 上传规划正式文件的文本后，这里逐段显示原文，并标出每项承诺所依据的字句。
source-document = 文件
source-paragraphs = 段落数
source-file = 文件文本
source-file-hint = 纯文本（UTF-8），一段一行；内容须与规则包所依据的文本一致，否则不予接收。
source-attach = 上传
source-ask = 请牵头单位经办人或系统管理员上传。
source-lead = 点击原文中标出的字句，查看对应的承诺；点击承诺，定位到原文。
source-commitments = 全部承诺
source-chosen = { $count ->
   *[other] 对应 { $count } 项承诺
}
source-clear = 取消选择
event-source-attached = 上传规划原文
refusal-source-missing = 没有收到文件。
    .hint = 请选择规划正式文件的文本文件，不超过 1 MB，再上传一次。
refusal-source-no-text = “{ $file }”不是 UTF-8 文本。
    .hint = 请把正式文件另存为纯文本（UTF-8）后再上传。
refusal-source-other = “{ $file }”与规则包所依据的文本不一致：应为《{ $title }》，共 { $paragraphs } 段，收到的有 { $given } 段。
    .hint = 请核对版本、分段和字句；段数相同也可能有字句不同。

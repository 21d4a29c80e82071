# 公文：页面、图和台账。
chart-value = 实际值
chart-goal = 目标值
document-goal = { $comparator ->
    [at_least] 不低于{ $target }
    [more_than] 高于{ $target }
    [less_than] 低于{ $target }
    [equal] { $target }
    [between] { $target }至{ $upper }
   *[at_most] { $unit ->
        [rank] { $target }及以前
        [grade] { $target }及以上
       *[quantity] 不高于{ $target }
    }
}
document-demo = 演示数据，全部虚构，不得作为公文使用
document-written = 已写成《{ $title }》：{ $file }
document-written-plain = 已写成《{ $title }》：{ $file }。没有给出网站地址（--address），文中数字不带链接。
subject-plan = 整个计划
subject-unit = 一个单位
subject-commitment = 一条举措

# 命令行。
command-document = 公文：用规则包里的模板和当天的数据写成 .docx
command-document-list = 列出公文模板
command-document-write = 写一份公文（.docx），并记入日志
command-document-facts = 输出模板可以取用的全部内容（JSON），供编写模板时查看
argument-template = 模板编号（见 luoshi document list）
argument-unit = 责任单位的代号；关于一个单位的公文要写
argument-commitment = 举措的代号；关于一条举措的公文要写
argument-date = 公文日期，数据截至这一天（默认为今天）
argument-document-write-period = 只写这一年度的目标（默认由模板决定）
argument-document-facts-period = 只写这一年度的目标（默认由模板决定）
argument-address = 网站地址，例如 http://10.0.0.5:8080；写明后文中数字带有链接
argument-document-write-output = 写入的文件（.docx）；已有同名文件时不覆盖
column-id = 编号
column-about = 关于
column-purpose = 用途

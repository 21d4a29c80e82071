command-demo = 生成虚构的演示地区：写出工作簿、导入、计算并显示各项目标的状态
argument-demo-scale = 把地区放大为多少份（用于性能测试，默认 1）
argument-demo-story-seed = 随机种子：同一种子得到同样的数据
argument-demo-no-serve = 不启动网站（本版本尚无网站，可省略）
argument-demo-workbooks-only = 只写出工作簿，不导入
argument-demo-only = 只写这些数据表，或文件名（不带后缀）相同的工作簿；可重复
demo-actor = 演示导入员
demo-writing = 正在写出演示工作簿：{ $folder }
demo-written = 已写出 { $count } 个演示工作簿。
demo-importing = 导入 { $number }/{ $count }：{ $file }
demo-refused = 未通过检查：{ $file }（{ $problems }）
demo-notice = 【合成数据，仅供演示】以下学校、人员和数字均为虚构；截至{ $date }。
demo-label = 【合成数据，仅供演示】本文件夹由 luoshi demo 生成，其中的学校、人员和数字均为虚构，不得与真实数据混用。
demo-computing = 正在计算指标、判断各项目标……
demo-next = 演示工作区：{ $dir }。可以接着试：luoshi explain gaokao_first_line --dir { $dir } --period 2024，luoshi plan check，luoshi template students -o students.xlsx。

demo-person-administrator = 周管理
demo-person-planner = 李经办
demo-person-liaison = 王联络
demo-person-clerk = 赵数据
demo-person-township = 孙乡镇
demo-person-inspector = 钱督学
demo-person-leader = 吴区长
demo-person-auditor = 郑审计
demo-people = 可用下列用户名登录，密码都是 { $password }
    { $logins }

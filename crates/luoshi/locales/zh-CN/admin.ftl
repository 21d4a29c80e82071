# 系统管理。
nav-admin = 系统

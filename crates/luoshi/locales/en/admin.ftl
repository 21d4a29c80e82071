# Administration.
nav-admin = System

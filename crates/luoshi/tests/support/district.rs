//! A district with a register of children and the rolls of two schools, imported as its users do.

use tempfile::TempDir;

use crate::{
    children::{Child, Pupil, register, roll},
    support::{import, luoshi_at},
};

const AREAS: &str = "区划代码,名称,行政层级,上级区划代码\n530113,东川区,区,\n530113001,铜都街道,乡镇,530113\n\
    530113101,汤丹镇,乡镇,530113\n";

const SCHOOLS: &str = "学校标识码,学校名称,办学类型,乡镇（街道）代码,城乡类型,举办者类型\n\
    2153000101,一小,211,530113001,111,public_education\n2153000202,二小,211,530113101,220,public_education\n";

/// A district with the two workbooks.
pub async fn district(children: &[Child], pupils: &[Pupil]) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    assert_eq!(luoshi_at(dir.path(), "2025-01-31T00:00:00Z", &["init"]).await.code, 0);
    import(dir.path(), "areas", "2020-01-01", AREAS).await;
    import(dir.path(), "schools", "2022-09-01", SCHOOLS).await;
    import(dir.path(), "population", "2024-09-01", &register(children)).await;
    import(dir.path(), "students", "2024-09-01", &roll(pupils)).await;
    dir
}

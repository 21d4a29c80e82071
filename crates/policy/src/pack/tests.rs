#[test]
fn the_words_of_plans_are_read() {
    let files = [("language.toml".to_owned(), include_str!("../../../../packs/cn-education/language.toml").to_owned())];
    let errors = super::load(&[files.into()]).expect_err("pack.toml is missing");
    assert_eq!(errors.len(), 1, "{errors:?}");
}

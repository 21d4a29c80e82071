//! What may be published together.

use policy::disclosure::{Cell, Withheld, withheld};

fn cell<'a>(org: &'a str, above: &[&'a str], persons: u64, counts: Option<(i64, i64)>) -> Cell<'a> {
    Cell {
        of: ("enrolled", 2024),
        org,
        above: above.to_vec(),
        persons,
        numerator: counts.map(|counts| counts.0.into()),
        denominator: counts.map(|counts| counts.1.into()),
        sensitive: true,
    }
}

#[test]
fn a_figure_alone() {
    let cases = [
        (cell("d", &[], 4, None), Withheld::Small),
        (cell("d", &[], 5, None), Withheld::Nothing),
        (cell("d", &[], 0, None), Withheld::Nothing),
        (cell("d", &[], 200, Some((196, 200))), Withheld::Counts),
        (cell("d", &[], 200, Some((4, 200))), Withheld::Counts),
        (cell("d", &[], 200, Some((0, 200))), Withheld::Nothing),
        (cell("d", &[], 200, Some((200, 200))), Withheld::Nothing),
        (cell("d", &[], 200, Some((195, 200))), Withheld::Nothing),
        (Cell { sensitive: false, ..cell("d", &[], 4, Some((1, 4))) }, Withheld::Nothing),
    ];
    for (cell, expected) in cases {
        assert_eq!(withheld(std::slice::from_ref(&cell), 5), [expected], "{cell:?}");
    }
    assert_eq!(withheld(&[cell("d", &[], 1, Some((1, 1)))], 0), [Withheld::Nothing], "a pack that states no number");
}

#[test]
fn a_hidden_school_cannot_be_worked_out_from_the_others() {
    let district = cell("d", &[], 100, None);
    let cells =
        [district, cell("a", &["t", "d"], 60, None), cell("b", &["t", "d"], 37, None), cell("c", &["t", "d"], 3, None)];
    // The district less a and b is c: b is hidden too, and then b and c together are 40.
    assert_eq!(withheld(&cells, 5), [Withheld::Nothing, Withheld::Nothing, Withheld::Derivable, Withheld::Small]);
    // Of another year nothing can be taken away.
    let mut other = cells.clone();
    other[0].of.1 = 2023;
    assert_eq!(withheld(&other, 5)[2], Withheld::Nothing);
}

#[test]
fn what_is_not_published_is_a_small_rest_too() {
    let cells = [cell("d", &[], 100, None), cell("a", &["d"], 98, None)];
    assert_eq!(withheld(&cells, 5), [Withheld::Nothing, Withheld::Derivable]);
    let whole = [cell("d", &[], 100, None), cell("a", &["d"], 100, None)];
    assert_eq!(withheld(&whole, 5), [Withheld::Nothing; 2], "nothing is left");
}

#[test]
fn parts_of_parts_are_taken_from_the_nearest_published_whole() {
    let cells = [cell("d", &[], 100, None), cell("t", &["d"], 50, None), cell("a", &["t", "d"], 48, None)];
    assert_eq!(withheld(&cells, 5), [Withheld::Nothing, Withheld::Nothing, Withheld::Derivable]);
}

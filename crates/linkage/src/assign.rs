//! From weighed pairs to links: the best assignment, and clusters.

use std::{cmp::Reverse, collections::BinaryHeap};

/// A pair with what linking it is worth; only pairs that are worth something may be linked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Edge {
    pub left: u32,
    pub right: u32,
    pub worth: i64,
}

/// The one-to-one assignment whose links are worth most together, as indices of edges in their order: shortest
/// augmenting paths (Jonker and Volgenant) in each connected part. Of several best ones the order of the edges decides.
#[must_use]
pub fn one_to_one(edges: &[Edge]) -> Vec<usize> {
    let mut chosen = Vec::new();
    for part in parts(edges) {
        match part.as_slice() {
            [one] => chosen.push(*one),
            _ => chosen.extend(Part::new(edges, &part).solve()),
        }
    }
    chosen.sort_unstable();
    chosen
}

/// The best right row of every left row, as indices of edges; the first of equal ones.
#[must_use]
pub fn many_to_one(edges: &[Edge]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..edges.len()).filter(|&at| edges[at].worth > 0).collect();
    order.sort_by_key(|&at| (edges[at].left, Reverse(edges[at].worth), at));
    order.dedup_by_key(|at| edges[*at].left);
    order.sort_unstable();
    order
}

/// The cluster of every row: the smallest number of a row that it is linked with, directly or not.
#[must_use]
pub fn clusters(rows: usize, links: impl IntoIterator<Item = (u32, u32)>) -> Vec<u32> {
    let mut sets = Sets::new(rows);
    for (one, other) in links {
        sets.join(one, other);
    }
    (0..u32::try_from(rows).unwrap_or(u32::MAX)).map(|row| sets.find(row)).collect()
}

/// Edges worth something, by connected part.
fn parts(edges: &[Edge]) -> Vec<Vec<usize>> {
    let worth: Vec<usize> = (0..edges.len()).filter(|&at| edges[at].worth > 0).collect();
    let (lefts, rights) = (numbered(&worth, |at| edges[at].left), numbered(&worth, |at| edges[at].right));
    let right_of = |at: usize| place(&rights, edges[at].right) + lefts.len();
    let mut sets = Sets::new(lefts.len() + rights.len());
    for &at in &worth {
        sets.join(small(place(&lefts, edges[at].left)), small(right_of(at)));
    }
    let mut by_part: Vec<(u32, usize)> =
        worth.iter().map(|&at| (sets.find(small(place(&lefts, edges[at].left))), at)).collect();
    by_part.sort_unstable();
    by_part.chunk_by(|one, other| one.0 == other.0).map(|part| part.iter().map(|(_, at)| *at).collect()).collect()
}

fn numbered(edges: &[usize], row: impl Fn(usize) -> u32) -> Vec<u32> {
    let mut rows: Vec<u32> = edges.iter().map(|&at| row(at)).collect();
    rows.sort_unstable();
    rows.dedup();
    rows
}

fn place(rows: &[u32], row: u32) -> usize {
    rows.binary_search(&row).unwrap_or_default()
}

fn small(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// One connected part. Every left row may also stay alone, at a place of its own that is worth nothing.
struct Part {
    /// For each left row the right places it may take, with the cost and the edge.
    options: Vec<Vec<(usize, i64, Option<usize>)>>,
    places: usize,
}

impl Part {
    fn new(edges: &[Edge], part: &[usize]) -> Self {
        // Rows in the order in which edges name them, which the caller chose.
        let order = |row: fn(&Edge) -> u32| {
            let mut firsts: Vec<(u32, usize)> = (0..part.len()).map(|at| (row(&edges[part[at]]), at)).collect();
            firsts.sort_unstable();
            firsts.dedup_by_key(|(row, _)| *row);
            let mut by_place: Vec<(usize, u32)> = firsts.iter().map(|&(row, at)| (at, row)).collect();
            by_place.sort_unstable();
            let mut numbers: Vec<(u32, usize)> =
                by_place.into_iter().enumerate().map(|(number, (_, row))| (row, number)).collect();
            numbers.sort_unstable();
            numbers
        };
        let (lefts, rights) = (order(|edge| edge.left), order(|edge| edge.right));
        let number = |rows: &[(u32, usize)], row: u32| rows[rows.partition_point(|(other, _)| *other < row)].1;
        let most = part.iter().map(|&at| edges[at].worth).max().unwrap_or(0);
        let mut options: Vec<Vec<(usize, i64, Option<usize>)>> = vec![Vec::new(); lefts.len()];
        for &at in part {
            let edge = &edges[at];
            options[number(&lefts, edge.left)].push((number(&rights, edge.right), most - edge.worth, Some(at)));
        }
        for (at, options) in options.iter_mut().enumerate() {
            options.push((rights.len() + at, most, None));
        }
        Self { options, places: rights.len() + lefts.len() }
    }

    fn solve(&self) -> Vec<usize> {
        // The left row at each place and the edge by which it sits there; prices keep reduced costs from being negative.
        let mut taken: Vec<Option<(usize, Option<usize>)>> = vec![None; self.places];
        let mut seat: Vec<Option<(usize, i64)>> = vec![None; self.options.len()];
        let mut prices = vec![0_i64; self.places];
        for start in 0..self.options.len() {
            let mut distance = vec![i64::MAX; self.places];
            let mut from: Vec<Option<(usize, Option<usize>)>> = vec![None; self.places];
            let mut done = vec![false; self.places];
            let mut heap = BinaryHeap::new();
            let (mut row, mut base) = (start, 0);
            let (end, length) = loop {
                // What this row pays at its own seat is the zero from which its other options are measured.
                let own = seat[row].map_or(0, |(place, cost)| cost - prices[place]);
                for &(place, cost, edge) in &self.options[row] {
                    let reached = base + cost - prices[place] - own;
                    if !done[place] && reached < distance[place] {
                        distance[place] = reached;
                        from[place] = Some((row, edge));
                        heap.push(Reverse((reached, place)));
                    }
                }
                let next = loop {
                    match heap.pop() {
                        Some(Reverse((reached, place))) if !done[place] && reached == distance[place] => {
                            break Some((reached, place));
                        }
                        Some(_) => {}
                        None => break None,
                    }
                };
                // The own empty place can always be reached.
                let Some((reached, place)) = next else { return Vec::new() };
                done[place] = true;
                match taken[place] {
                    None => break (place, reached),
                    Some((other, _)) => (row, base) = (other, reached),
                }
            };
            for place in (0..self.places).filter(|&place| done[place] && place != end) {
                prices[place] += distance[place] - length;
            }
            let mut place = end;
            while let Some((row, edge)) = from[place] {
                taken[place] = Some((row, edge));
                let cost = self.options[row].iter().find(|option| option.0 == place).map_or(0, |option| option.1);
                let before = seat[row].replace((place, cost));
                match before {
                    Some((earlier, _)) if row != start => place = earlier,
                    _ => break,
                }
            }
        }
        taken.into_iter().flatten().filter_map(|(_, edge)| edge).collect()
    }
}

/// Disjoint sets in which the smallest member stands for all.
struct Sets(Vec<u32>);

impl Sets {
    fn new(count: usize) -> Self {
        Self((0..small(count)).collect())
    }

    fn find(&mut self, mut row: u32) -> u32 {
        while self.0[row as usize] != row {
            let above = self.0[self.0[row as usize] as usize];
            self.0[row as usize] = above;
            row = above;
        }
        row
    }

    fn join(&mut self, one: u32, other: u32) {
        let (one, other) = (self.find(one), self.find(other));
        let (low, high) = (one.min(other), one.max(other));
        self.0[high as usize] = low;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The best worth of any assignment, by trying all.
    fn brute(edges: &[Edge]) -> i64 {
        fn go(edges: &[Edge], used: (u64, u64)) -> i64 {
            let Some((first, rest)) = edges.split_first() else { return 0 };
            let without = go(rest, used);
            let (left, right) = (1 << first.left, 1 << first.right);
            if used.0 & left != 0 || used.1 & right != 0 {
                return without;
            }
            without.max(first.worth + go(rest, (used.0 | left, used.1 | right)))
        }
        go(edges, (0, 0))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn the_assignment_is_the_best_of_all(raw in prop::collection::btree_map((0_u32..6, 0_u32..6), -3_i64..40, 0..16)) {
            let edges: Vec<Edge> = raw.into_iter().map(|((left, right), worth)| Edge { left, right, worth }).collect();
            let chosen = one_to_one(&edges);
            let (mut lefts, mut rights): (Vec<_>, Vec<_>) = chosen.iter().map(|&at| (edges[at].left, edges[at].right)).unzip();
            lefts.sort_unstable();
            rights.sort_unstable();
            prop_assert!(lefts.windows(2).all(|two| two[0] != two[1]) && rights.windows(2).all(|two| two[0] != two[1]));
            let total: i64 = chosen.iter().map(|&at| edges[at].worth).sum();
            prop_assert_eq!(total, brute(&edges));
        }
    }

    #[test]
    fn clusters_are_connected_rows() {
        assert_eq!(clusters(6, [(0, 3), (3, 5), (1, 2)]), [0, 1, 1, 0, 4, 0]);
    }
}

/// How many elements have to be added, removed or replaced to make one of the other: Levenshtein's distance.
///
/// - Parameter swaps: whether to swap two neighbours counts as one change too (optimal string alignment), as it is one
///   slip of the fingers.
public func editDistance<Element: Equatable>(_ left: [Element], _ right: [Element], swaps: Bool = false) -> Int {
    var rowBefore: [Int] = []
    var row = Array(0...right.count)
    for i in left.indices {
        var next = [i + 1]
        for j in right.indices {
            let isSame = left[i] == right[j]
            var least = min(row[j + 1] + 1, next[j] + 1, row[j] + (isSame ? 0 : 1))
            if swaps, i > 0, j > 0, left[i] == right[j - 1], left[i - 1] == right[j] {
                least = min(least, rowBefore[j - 1] + 1)
            }
            next.append(least)
        }
        (rowBefore, row) = (row, next)
    }
    return row[right.count]
}

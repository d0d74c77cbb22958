extension BidirectionalCollection {
    /// What is left without the elements at both ends that `isOutside` names.
    public func trimming(while isOutside: (Element) -> Bool) -> SubSequence {
        let front = drop(while: isOutside)
        return front.lastIndex { !isOutside($0) }.map { front[...$0] } ?? front.prefix(0)
    }
}

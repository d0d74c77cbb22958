internal import CSecret

/// One value of a D-Bus message, released with the value.
@safe struct Variant: ~Copyable {
    private let pointer: OpaquePointer

    /// Takes over a reference that the caller owns.
    init(owning pointer: OpaquePointer) {
        unsafe self.pointer = pointer
    }

    deinit {
        unsafe g_variant_unref(pointer)
    }

    var boolean: Bool {
        unsafe g_variant_get_boolean(pointer) != 0
    }

    /// The value of an unsigned number of 32 bits.
    var number: UInt32 {
        unsafe g_variant_get_uint32(pointer)
    }

    /// The text of a string or an object path.
    var text: String {
        unsafe g_variant_get_string(pointer, nil).map { unsafe String(cString: $0) } ?? ""
    }

    /// The texts of an array of strings or object paths.
    var texts: [String] {
        var texts: [String] = []
        for index in unsafe 0..<g_variant_n_children(pointer) {
            texts.append(child(index)?.text ?? "")
        }
        return texts
    }

    /// The member of a tuple or array.
    func child(_ index: gsize) -> Variant? {
        guard unsafe index < g_variant_n_children(pointer), let child = unsafe g_variant_get_child_value(pointer, index)
        else {
            return nil
        }
        return unsafe Variant(owning: child)
    }

    /// What a variant in a variant holds.
    func unboxed() -> Variant? {
        guard let value = unsafe g_variant_get_variant(pointer) else { return nil }
        return unsafe Variant(owning: value)
    }

    /// The text under a key of a dictionary from strings to strings.
    func text(under key: String) -> String? {
        guard let value = unsafe g_variant_lookup_value(pointer, key, nil) else { return nil }
        return unsafe Variant(owning: value).text
    }
}

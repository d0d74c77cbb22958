// Who tests with the fixtures needs what they stand upon too, and would have to import both everywhere.
@_exported public import TestBasics

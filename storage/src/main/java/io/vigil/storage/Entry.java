package io.vigil.storage;

import io.vigil.types.Bytes;

/** One row of a table. */
public record Entry(Bytes key, Bytes value) {}

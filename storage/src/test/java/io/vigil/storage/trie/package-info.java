@NullMarked
package io.vigil.storage.trie;

import org.jspecify.annotations.NullMarked;

/**
 * What a node is told from outside: its home folder and its settings.
 *
 * <pre>
 *   default  &lt;  vigil.toml  &lt;  VIGIL_* environment  &lt;  flag     (keys: Settings)
 *                      |
 *                 Resolved (text and source of each key)  --&gt;  NodeConfig (tree of checked records)
 * </pre>
 */
@NullMarked
package io.vigil.node.config;

import org.jspecify.annotations.NullMarked;

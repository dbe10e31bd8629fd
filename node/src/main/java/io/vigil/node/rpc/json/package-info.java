/**
 * JSON-RPC 2.0 as geth speaks it: framing, errors, positional parameters and the table of methods. Knows neither sockets
 * nor the chain. Texts and codes are geth's to the letter, since clients classify errors by text.
 */
@NullMarked
package io.vigil.node.rpc.json;

import org.jspecify.annotations.NullMarked;

/**
 * The port for operators: on the loopback address only. Pages are for whoever sits at the machine; calls, which change
 * things, need the token that lies in the home folder.
 */
@NullMarked
package io.vigil.node.admin;

import org.jspecify.annotations.NullMarked;

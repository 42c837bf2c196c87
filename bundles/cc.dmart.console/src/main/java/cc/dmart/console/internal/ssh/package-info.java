/** The operator shell over SSH. */
@NullMarked
package cc.dmart.console.internal.ssh;

import org.jspecify.annotations.NullMarked;

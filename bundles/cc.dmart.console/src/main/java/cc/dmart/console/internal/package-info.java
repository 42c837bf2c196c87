/** Commands of the operator shell, one class for each. */
@NullMarked
package cc.dmart.console.internal;

import org.jspecify.annotations.NullMarked;

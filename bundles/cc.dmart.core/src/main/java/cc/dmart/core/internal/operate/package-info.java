/** What operators look at and measure. */
@NullMarked
package cc.dmart.core.internal.operate;

import org.jspecify.annotations.NullMarked;

/** Health checks of the parts, tagged, and how they get into {@code /health/ready}. */
@NullMarked
package cc.dmart.console.internal.health;

import org.jspecify.annotations.NullMarked;

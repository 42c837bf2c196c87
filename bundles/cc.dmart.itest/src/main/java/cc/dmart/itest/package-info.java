/** Tests that run inside the framework: wiring, service dynamics, hot deploy. */
@NullMarked
package cc.dmart.itest;

import org.jspecify.annotations.NullMarked;

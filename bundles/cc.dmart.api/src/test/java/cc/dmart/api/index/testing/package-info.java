/** Reference twin and contract of the index SPI, for tests of engines and of their callers; shipped in the test jar. */
@NullMarked
package cc.dmart.api.index.testing;

import org.jspecify.annotations.NullMarked;

/** In-memory twin of the store for unit tests, and the contract that every store must pass ({@code style.md} R21). */
@NullMarked
package cc.dmart.api.storage.testing;

import org.jspecify.annotations.NullMarked;

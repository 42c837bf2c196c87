/** What an author of a plugin tests with, in plain JUnit: events, deliveries and an API in memory. */
@NullMarked
package cc.dmart.api.plugin.testing;

import org.jspecify.annotations.NullMarked;

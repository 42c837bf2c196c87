/** Jars, webhooks and configuration from the watched folder ({@code plugins-events.md} 2.5 to 2.8). */
@NullMarked
package cc.dmart.deploy.internal;

import org.jspecify.annotations.NullMarked;

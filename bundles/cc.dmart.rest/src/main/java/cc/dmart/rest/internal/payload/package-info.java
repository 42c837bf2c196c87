/** Payload files over HTTP: media types, ranges, multipart uploads. */
@NullMarked
package cc.dmart.rest.internal.payload;

import org.jspecify.annotations.NullMarked;

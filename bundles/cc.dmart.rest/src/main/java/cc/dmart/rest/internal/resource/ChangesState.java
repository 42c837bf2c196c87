package cc.dmart.rest.internal.resource;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks GET methods of this bundle that change something: with a cookie they are refused to other sites as a POST would be
 * ({@code security.md} 5.7, C3).
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@interface ChangesState {}

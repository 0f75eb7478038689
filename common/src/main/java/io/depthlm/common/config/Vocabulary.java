package io.depthlm.common.config;

import java.util.SortedMap;
import java.util.SortedSet;

/**
 * Names that a sweep may use but that other packages define.
 *
 * @param taskParameters task kind → the names of its parameters, all of them required
 * @param markers marker names
 */
public record Vocabulary(
    SortedMap<String, SortedSet<String>> taskParameters, SortedSet<String> markers) {}

"""Forms of the staff pages: posted fields come in, checked values or faults to show come out."""

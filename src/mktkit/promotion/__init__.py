"""Brand promotion (制度 3.2): positioning, channel plan, execution, evaluation."""
